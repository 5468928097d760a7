"""Tokens of services, recognized by their fixed prefixes."""

from checklists.scan.placeholders import is_random, is_real
from checklists.scan.rule import PatternRule, Rule

_START, _END = r"(?<![A-Za-z0-9_-])", r"(?![A-Za-z0-9_-])"


def _token(name: str, title: str, *prefixes: str, rest: str) -> Rule:
    """Build the rule of a token with a case-sensitive prefix."""
    either = "|".join(prefix.replace(".", r"\.") for prefix in prefixes)
    hints = tuple(prefix.lower() for prefix in prefixes)
    return PatternRule(name, title, hints, rf"(?-i:{_START}(?:{either})(?:{rest}))", accepts=is_real)


SERVICES: tuple[Rule, ...] = (
    _token("github-token", "GitHub token", "ghp_", "gho_", "ghs_", "ghu_", "ghr_", rest=r"[A-Za-z0-9]{30,255}"),
    _token("github-fine-grained-token", "GitHub token", "github_pat_", rest=r"\w{22,255}"),
    _token(
        "gitlab-token",
        "GitLab token",
        *("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-", "gloas-", "GR1348941"),
        rest=r"[\w.-]{20,300}",
    ),
    _token("bitbucket-token", "Atlassian token", "ATBB", "ATATT3", "ATCTT3", rest=r"[\w=-]{24,400}"),
    _token("slack-token", "Slack token", *(f"xox{c}-" for c in "abeoprs"), "xapp-", rest=r"[\w-]{10,300}"),
    PatternRule(
        "webhook-url",
        "webhook URL",
        ("hooks.slack.com/", "/api/webhooks/", ".webhook.office.com/", "open.feishu.cn/", "oapi.dingtalk.com/"),
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{20,120}|discord(?:app)?\.com/api/webhooks/\d{15,22}/[\w-]{20,100}"
        r"|[\w-]{1,60}\.webhook\.office\.com/webhookb2/[\w@/-]{36,250}"
        r"|open\.feishu\.cn/open-apis/bot/v2/hook/[\w-]{20,60}|oapi\.dingtalk\.com/robot/send\?access_token=\w{20,100}",
        accepts=is_real,
    ),
    _token("huggingface-token", "Hugging Face token", "hf_", "api_org_", rest=r"[A-Za-z0-9]{30,60}"),
    _token("nvidia-api-key", "NVIDIA API key", "nvapi-", rest=r"[\w-]{40,120}"),
    PatternRule(
        "ngc-api-key",
        "NGC API key",
        ("ngc", "oauthtoken"),
        r"(?-i:(?<![A-Za-z0-9+/=])(?P<v>[A-Za-z0-9]{80,84}={0,2})(?![A-Za-z0-9+/=]))",
        accepts=is_random,
    ),
    PatternRule(
        "api-key",
        "API key",
        ("sk-",),
        rf"(?-i:{_START}sk-(?:[a-z0-9]{{1,10}}-){{0,3}}(?P<v>(?=[\w-]*[0-9])[\w-]{{20,300}}))",
        accepts=is_random,
    ),
    _token(
        "groq-api-key",
        "API key",
        "gsk_",
        "xai-",
        "pplx-",
        "pcsk_",
        "r8_",
        "fw_",
        "tgp_v1_",
        "rpa_",
        "esecret_",
        rest=r"\w{24,120}",
    ),
    _token("langsmith-key", "LangSmith API key", "lsv2_pt_", "lsv2_sk_", rest=r"[0-9a-f]{32}_[0-9a-f]{10}"),
    _token("docker-token", "Docker Hub token", "dckr_pat_", "dckr_oat_", rest=r"[\w-]{20,100}"),
    _token("npm-token", "npm token", "npm_", rest=r"[A-Za-z0-9]{36}"),
    _token("pypi-token", "PyPI token", "pypi-", rest=r"[\w-]{50,300}"),
    _token("rubygems-token", "RubyGems token", "rubygems_", rest=r"[0-9a-f]{48}"),
    _token("vault-token", "Vault token", "hvs.", "hvb.", "hvr.", rest=r"[\w-]{20,300}"),
    PatternRule(
        "vault-legacy-token",
        "Vault token",
        ("vault",),
        rf"(?-i:{_START}[sb]\.(?=[A-Za-z]*[0-9])[A-Za-z0-9]{{24}}{_END})",
        accepts=is_random,
    ),
    PatternRule("terraform-token", "Terraform token", (".atlasv1.",), rf"{_START}\w{{14}}\.atlasv1\.[\w=-]{{60,100}}"),
    _token("pulumi-token", "Pulumi token", "pul-", rest=r"[0-9a-f]{40}"),
    _token("doppler-token", "Doppler token", "dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", rest=r"[\w.-]{40,80}"),
    _token("1password-token", "1Password token", "ops_eyJ", rest=r"[\w=-]{50,2000}"),
    _token("grafana-token", "Grafana token", "glsa_", "glc_", rest=r"[A-Za-z0-9_+/=]{32,300}"),
    _token("grafana-api-key", "Grafana API key", "eyJrIjoi", rest=r"[A-Za-z0-9+/=]{50,200}"),
    _token("new-relic-key", "New Relic key", "NRAK-", "NRJS-", "NRII-", rest=r"[\w-]{19,40}"),
    PatternRule("new-relic-license", "New Relic license key", ("nral",), rf"(?-i:{_START}[0-9a-f]{{36}}NRAL{_END})"),
    _token("sentry-token", "Sentry token", "sntrys_", "sntryu_", rest=r"[\w+/=-]{30,300}"),
    PatternRule("sentry-dsn", "Sentry DSN", ("@",), r"https://(?P<v>[0-9a-f]{32})(?::[0-9a-f]{32})?@[\w.-]{3,80}/\d"),
    _token("stripe-key", "Stripe key", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", rest=r"\w{16,255}"),
    PatternRule("twilio-key", "Twilio key", ("sk",), rf"(?-i:{_START}SK[0-9a-f]{{32}}{_END})"),
    _token("sendgrid-key", "SendGrid key", "SG.", rest=r"[\w-]{16,40}\.[\w-]{30,60}"),
    PatternRule("mailgun-key", "Mailgun key", ("key-",), rf"{_START}key-[0-9a-f]{{32}}{_END}"),
    PatternRule(
        "telegram-token", "Telegram bot token", (":aa",), rf"(?-i:(?<![A-Za-z0-9])\d{{8,10}}:AA[\w-]{{33}}{_END})"
    ),
    _token("digitalocean-token", "DigitalOcean token", "dop_v1_", "doo_v1_", "dor_v1_", rest=r"[0-9a-f]{64}"),
    _token("databricks-token", "Databricks token", "dapi", rest=r"[0-9a-f]{32}(?:-\d)?"),
    _token("tailscale-key", "Tailscale key", "tskey-", rest=r"[\w-]{15,100}"),
    _token(
        "linear-key", "API key", "lin_api_", "ntn_", "figd_", "PMAK-", "CCIPAT_", "sbp_", "HRKU-", rest=r"[\w-]{20,120}"
    ),
    _token(
        "planetscale-token", "PlanetScale token", "pscale_tkn_", "pscale_pw_", "pscale_oauth_", rest=r"[\w.=-]{30,64}"
    ),
    _token("sonar-token", "SonarQube token", "sqp_", "sqa_", "squ_", rest=r"[0-9a-f]{40}"),
    _token("jfrog-key", "JFrog key", "AKCp8", "AKCp5", "cmVmdGtuO", rest=r"[A-Za-z0-9]{50,100}"),
    _token("buildkite-token", "Buildkite token", "bkua_", "bkct_", rest=r"[0-9a-zA-Z]{40,64}"),
    _token("swarm-token", "Docker Swarm token", "SWMTKN-1-", rest=r"[0-9a-z-]{40,100}"),
    PatternRule(
        "otp-secret",
        "one-time password secret",
        ("otpauth://",),
        r"otpauth://[^\s\"']{1,200}?secret=(?P<v>[A-Z2-7]{16,128})",
    ),
)
