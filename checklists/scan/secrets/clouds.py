"""Keys, tokens and signed links of cloud providers."""

from checklists.scan.placeholders import is_random, is_real
from checklists.scan.rule import PatternRule, Rule

_START, _END = r"(?<![A-Za-z0-9_-])", r"(?![A-Za-z0-9_-])"
_SET = r"\\{0,3}[\"']?[ \t]{0,20}(?:[:=]|=>)?[ \t]{0,20}\\{0,3}[\"']?"

CLOUDS: tuple[Rule, ...] = (
    PatternRule(
        "aws-access-key",
        "AWS access key",
        ("akia", "asia", "abia", "acca"),
        rf"(?-i:{_START}A(?:KI|SI|BI|CC)A[A-Z0-9]{{16}}{_END})",
        accepts=is_real,
    ),
    PatternRule(
        "aws-secret-key",
        "AWS secret key",
        ("secret",),
        rf"secret_?(?:access)?_?key{_SET}(?P<v>[A-Za-z0-9/+]{{40}})(?![A-Za-z0-9/+])",
        accepts=is_real,
    ),
    PatternRule(
        "aws-session-token",
        "AWS session token",
        ("session", "security"),
        rf"(?:session|security)_?token{_SET}(?P<v>[A-Za-z0-9/+=]{{80,4000}})",
        accepts=is_real,
    ),
    PatternRule(
        "aws-session-token",
        "AWS session token",
        ("iqojb3jpz2lu", "fwogzxivyxdz"),
        r"(?-i:(?<![A-Za-z0-9/+])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9/+=%]{80,4000})",
        accepts=is_real,
    ),
    PatternRule("google-api-key", "Google API key", ("aiza",), rf"(?-i:{_START}AIza[\w-]{{35}})", accepts=is_real),
    PatternRule(
        "google-oauth-token",
        "Google OAuth token",
        ("ya29.",),
        rf"(?-i:{_START}ya29\.[\w.-]{{20,2000}})",
        accepts=is_real,
    ),
    PatternRule(
        "google-refresh-token",
        "Google refresh token",
        ("1//0",),
        r"(?-i:(?<![\w/.])1//0[\w-]{30,200})",
        accepts=is_real,
    ),
    PatternRule(
        "google-client-secret",
        "Google client secret",
        ("gocspx-",),
        rf"(?-i:{_START}GOCSPX-[\w-]{{20,40}})",
        accepts=is_real,
    ),
    PatternRule("google-hmac-key", "Google HMAC key", ("goog1",), rf"(?-i:{_START}GOOG1[A-Z0-9]{{50,60}}{_END})"),
    PatternRule(
        "azure-account-key",
        "Azure account key",
        ("accountkey", "sharedaccesskey", "sharedsecret"),
        r"(?:AccountKey|SharedAccessKey|SharedSecret)=(?P<v>[A-Za-z0-9+/]{40,100}={0,2})",
    ),
    PatternRule(
        "azure-client-secret",
        "Azure client secret",
        ("q~",),
        r"(?-i:(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~-]))",
    ),
    PatternRule(
        "azure-sas",
        "Azure shared access signature",
        ("sig=",),
        r"[?&;](?:amp;)?sig=(?P<v>[A-Za-z0-9%+/_-]{20,200}=*)",
        accepts=is_real,
    ),
    PatternRule(
        "alibaba-access-key",
        "Alibaba Cloud access key",
        ("ltai",),
        rf"(?-i:{_START}LTAI[A-Za-z0-9]{{12,26}}{_END})",
        accepts=is_real,
    ),
    PatternRule(
        "tencent-secret-id",
        "Tencent Cloud secret id",
        ("akid",),
        rf"(?-i:{_START}AKID[A-Za-z0-9]{{13,40}}{_END})",
        accepts=is_random,
    ),
    PatternRule(
        "baidu-access-key",
        "Baidu Cloud access key",
        ("altak", "bce-v3"),
        rf"(?-i:{_START}(?:bce-v3/)?ALTAK[\w-]{{10,60}}(?:/[0-9a-f]{{30,64}})?)",
        accepts=is_real,
    ),
    PatternRule(
        "volcengine-access-key",
        "Volcengine access key",
        ("aklt",),
        rf"(?-i:{_START}AKLT[A-Za-z0-9]{{30,60}}={{0,2}})",
        accepts=is_real,
    ),
    PatternRule(
        "yandex-key",
        "Yandex Cloud key",
        ("aqvn", "t1."),
        rf"(?-i:{_START}(?:AQVN[\w-]{{30,50}}|t1\.[A-Za-z0-9_-]{{50,400}}\.[\w-]{{80,90}}))",
    ),
    PatternRule(
        "presigned-url",
        "presigned URL",
        ("x-amz-signature", "x-amz-security-token", "x-goog-signature", "signature="),
        r"(?:X-Amz-Signature|X-Goog-Signature)=[0-9a-f]{40,1100}"
        r"|X-Amz-Security-Token=[A-Za-z0-9%+/=]{40,4000}"
        r"|(?<=[?&])Signature=[A-Za-z0-9%+/_~=-]{20,800}",
        accepts=is_real,
    ),
)
