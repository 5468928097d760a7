"""Secrets in command lines, HTTP headers and login files."""

from checklists.scan.placeholders import is_password, is_random, is_real
from checklists.scan.rule import PatternRule, Rule

_VALUE = r"[\"']?(?P<v>[^\s\"'`;|&<>)\]}\\]{3,2000})"
_REST = (
    r"(?:(?!\b(?:curl|mysql|mariadb|redis-cli|mongo|sqlcmd|cqlsh|docker|podman|login|ipmitool|racadm|smbclient|ldap|snmp|echo"
    r"|printf)\b)[^\n|;]){0,300}?"
)
"""The options between a command and its password; stops at the next command, so that the search stays linear."""
_PLAIN = r"[\"']?(?P<v>[^\s\"'`;|&<>)\]}\\-][^\s\"'`;|&<>)\]}\\]{2,2000})"


_TOKEN_OPTIONS = ("token", "secret", "api", "access", "auth", "encryption", "master", "credential")
"""Beginnings of the last words of options for tokens."""


def _is_login(value: str, before: str) -> bool:
    """Accept `user:password` with a real password."""
    return is_password(value.partition(":")[2], before)


COMMANDS: tuple[Rule, ...] = (
    PatternRule(
        "password-option",
        "password in a command line",
        ("passw", "passphrase", "-pass", "_pass", ".pass", "dbpass", "keypass", "storepass", "userpass"),
        r"(?<![\w-])--?(?:[a-z]{1,20}[-_.]){0,4}(?:[a-z]{0,20}(?:password|passwd|passphrase)|(?:db|key|store|user)?pass)"
        rf"(?:=|[ \t]{{1,5}}){_PLAIN}",
        accepts=is_password,
    ),
    PatternRule(
        "token-option",
        "token in a command line",
        tuple(sign + word for word in _TOKEN_OPTIONS for sign in "-_."),
        r"(?<![\w-])--?(?:[a-z]{1,20}[-_.]){0,4}(?:token|secret|api-?key|secret-?key|access-?key|auth-?key|encryption-?key"
        rf"|master-?key|credentials?)(?:=|[ \t]{{1,5}}){_PLAIN}",
        accepts=is_random,
    ),
    PatternRule(
        "secret-literal",
        "value of a Secret in a command line",
        ("--from-literal",),
        r"--from-literal[= ][\"']?[\w.-]{1,100}=[\"']?(?P<v>[^\s\"']{3,500})",
        accepts=is_password,
    ),
    PatternRule(
        "sshpass",
        "password of sshpass",
        ("sshpass",),
        rf"\bsshpass[ \t]{{1,5}}-p[ \t]{{0,5}}{_VALUE}",
        accepts=is_password,
    ),
    PatternRule(
        "mysql-password",
        "database password in a command line",
        ("mysql", "mariadb"),
        rf"\b(?:mysql|mariadb)(?:dump|admin|import|show|check|-dump|-admin)?\b{_REST}[ \t]-p(?=[^\s-]){_VALUE}",
        accepts=is_password,
    ),
    PatternRule(
        "database-password",
        "database password in a command line",
        ("redis-cli", "mongo", "sqlcmd", "clickhouse-client", "cqlsh"),
        rf"\b(?:redis-cli\b{_REST}[ \t]-a|mongo(?:sh|dump|restore|export|import)?\b{_REST}[ \t]-p"
        rf"|sqlcmd\b{_REST}[ \t]-P|cqlsh\b{_REST}[ \t]-p)[ \t]{{0,5}}{_PLAIN}",
        accepts=is_password,
    ),
    PatternRule(
        "registry-login",
        "registry password in a command line",
        ("login",),
        rf"\b(?:docker|podman|nerdctl|buildah|helm|oras|crane|skopeo|regctl|az|oc|ctr|cosign|argocd|rancher)\b{_REST}"
        rf"\blogin\b{_REST}[ \t]-p[ \t]{{0,5}}{_PLAIN}",
        accepts=is_password,
    ),
    PatternRule(
        "piped-password",
        "password in a command line",
        ("stdin", "sudo -s"),
        r"\b(?:echo|printf)[ \t](?:-n[ \t])?[\"']?(?P<v>[^\s\"'|]{4,500})[\"']?[ \t]{0,5}\|[^\n|]{0,200}?(?:-stdin|sudo[ ]-S)\b",
        accepts=is_password,
    ),
    PatternRule(
        "curl-login",
        "password of curl or wget",
        ("curl",),
        rf"\bcurl\b{_REST}[ \t](?:-u|--user|--proxy-user|-U)[ =]{{0,3}}[\"']?(?P<v>[^\s\"':]{{1,100}}:[^\s\"']{{2,200}})",
        accepts=_is_login,
    ),
    PatternRule(
        "bmc-password",
        "password of a management controller",
        ("ipmitool", "racadm"),
        rf"\b(?:ipmitool|racadm)\b{_REST}[ \t]-p[ \t]{{1,5}}{_PLAIN}",
        accepts=is_password,
    ),
    PatternRule(
        "samba-password",
        "password in a command line",
        ("smbclient", "rpcclient", "mount.cifs", "ldap"),
        rf"\b(?:smbclient|rpcclient)\b{_REST}-U[ ]{{0,3}}[\"']?[^\s%\"']{{1,80}}%(?P<v>[^\s\"']{{3,100}})",
        accepts=is_password,
    ),
    PatternRule(
        "ldap-password",
        "LDAP password in a command line",
        ("ldap",),
        rf"\bldap(?:search|modify|add|delete|passwd|whoami)\b{_REST}[ \t]-w[ \t]{{0,5}}{_PLAIN}",
        accepts=is_password,
    ),
    PatternRule(
        "openssl-password", "password of openssl", ("pass:",), r"\bpass:(?P<v>[^\s\"']{3,200})", accepts=is_password
    ),
    PatternRule(
        "htpasswd",
        "password of htpasswd",
        ("htpasswd",),
        r"\bhtpasswd[ ](?:-\w{1,6}[ ]){1,4}(?:[^\s-]\S{0,100}[ ]){1,2}[\"']?(?P<v>[^\s\"'|;>]{3,100})",
        accepts=is_password,
    ),
    PatternRule(
        "snmp-community",
        "SNMP community",
        ("snmp",),
        rf"\bsnmp\w{{2,10}}\b{_REST}[ ]-c[ ]{{0,3}}(?P<v>(?!public\b)[^\s\"']{{4,60}})",
        accepts=is_password,
    ),
    PatternRule(
        "authorization-header",
        "authorization header",
        ("authorization",),
        r"authorization\\{0,3}[\"']?[ \t]{0,3}[:=][ \t]{0,3}\\{0,3}[\"']?(?:(?:bearer|basic|token|apikey|digest|negotiate|key|splunk"
        r"|genie|oauth|aws4-hmac-sha256)[ \t:]{1,5})?(?P<v>[\w.~+/=:@!$%^&*-]{8,4000})",
        accepts=is_random,
    ),
    PatternRule(
        "bearer-token", "bearer token", ("bearer",), r"\bbearer[ \t]{1,9}(?P<v>[\w.~+/=-]{16,4000})", accepts=is_random
    ),
    PatternRule(
        "basic-login",
        "basic authentication",
        ("basic ", "basic\t"),
        r"\bBasic[ \t]{1,5}(?P<v>[A-Za-z0-9+/]{8,400}={0,2})(?![\w+/-])",
        accepts=is_random,
    ),
    PatternRule(
        "api-key-header",
        "API key in a header",
        ("x-", "private-token", "job-token", "deploy-token", "api-key", "apikey", "subscription-key"),
        r"(?<![\w-])(?:X-[\w-]{0,40}(?:Token|Key|Secret|Auth|Password)|PRIVATE-TOKEN|JOB-TOKEN|Deploy-Token|api-?key|ocp-apim-subscription-key)"
        r"\\{0,3}[\"']?[ \t]{0,3}:[ \t]{0,3}\\{0,3}[\"']?(?P<v>[\w.~+/=-]{8,4000})",
        accepts=is_random,
    ),
    PatternRule(
        "cookie",
        "cookie",
        ("cookie:", "--cookie", "curl"),
        r"(?:\b(?:set-)?cookie:[ \t]{0,3}|[ ]--cookie[= ][\"']?|\bcurl\b[^\n]{0,300}?[ ]-b[ ][\"']?)"
        r"(?P<v>[\w.%-]{1,100}=[^\s\"';]{8,4000}(?:;[ ]?[\w.%-]{1,100}=[^\s\"';]{1,4000}){0,20})",
        accepts=lambda value, before: is_real(value.partition("=")[2], before),
    ),
    PatternRule(
        "netrc",
        "password of a netrc file",
        ("login",),
        r"\blogin\s{1,5}[^\s:=]{1,100}\s{1,5}password\s{1,5}(?P<v>[^\s:=]\S{2,200})",
        accepts=is_password,
        lines=2,
    ),
    PatternRule(
        "pgpass",
        "password of a pgpass file",
        (":5432:", ":3306:", ":6432:"),
        r"^[\w.*-]{1,200}:(?:5432|3306|6432):[\w*-]{1,80}:[\w*-]{1,80}:(?P<v>\S{3,200})$",
        accepts=is_password,
    ),
    PatternRule(
        "password-hash",
        "password hash",
        ("$",),
        r"(?<![\w$])\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,20})\$[\w./,=+$-]{20,400}",
    ),
    PatternRule(
        "ldap-hash",
        "password hash",
        ("{ss", "{sha", "{crypt", "{pbkdf2"),
        r"\{(?:S?SHA\d{0,3}|CRYPT|PBKDF2[\w-]{0,20})\}[A-Za-z0-9+/=$.]{20,400}",
    ),
)
