"""Credentials in URLs and connection strings."""

from checklists.scan.placeholders import is_password, is_random
from checklists.scan.rule import PatternRule, Rule

URLS: tuple[Rule, ...] = (
    PatternRule(
        "url-login",
        "password in a URL",
        ("@",),
        r"://[^\s/:@'\"<>${]{0,99}:(?P<v>[^\s/@'\"<>${]{2,199})@(?=[\w.$\[{-])",
        accepts=is_password,
    ),
    PatternRule(
        "url-user-token",
        "token in a URL",
        ("@",),
        r"://(?P<v>[\w.~-]{20,255})@(?=[\w.-]{2,})",
        accepts=is_random,
    ),
    PatternRule(
        "url-token",
        "token in a URL",
        ("=",),
        r"[?&#](?:amp;)?(?:[a-z]{1,20}[_-])?(?:token|api[_-]?key|apikey|key|auth|secret|password|passwd|pwd|sig|signature|code"
        r"|client_secret|sas)=(?P<v>[\w%.~+/-]{12,2000}=*)",
        accepts=is_random,
    ),
    PatternRule(
        "connection-string",
        "password in a connection string",
        ("pwd=", "password="),
        r";[ ]{0,3}(?:pwd|password)=(?P<v>[^;\s\"'<>]{3,200})",
        accepts=is_password,
    ),
)
