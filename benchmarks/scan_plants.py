"""Generated secrets and identifiers, by kind: what real evidence files contain by accident."""

import base64
import random
import re
import string
import uuid
from collections.abc import Iterator, Mapping

_ALPHABETS = {
    "hex": "0123456789abcdef",
    "alnum": string.ascii_letters + string.digits,
    "upper": string.ascii_uppercase + string.digits,
    "lower": string.ascii_lowercase + string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
    "digits": string.digits,
    "letters": string.ascii_lowercase,
}
_FIELD = re.compile(r"<(\w+)(?::(\d+))?>")

SECRETS: Mapping[str, tuple[str, ...]] = {
    "RSA private key": ("-----BEGIN RSA PRIVATE KEY-----\n<b64:64>\n<b64:64>\n-----END RSA PRIVATE KEY-----",),
    "PKCS#8 private key": ("-----BEGIN PRIVATE KEY-----\n<b64:64>\n-----END PRIVATE KEY-----",),
    "EC private key": ("  -----BEGIN EC PRIVATE KEY-----\n  <b64:64>\n  -----END EC PRIVATE KEY-----",),
    "OpenSSH private key": ("-----BEGIN OPENSSH PRIVATE KEY-----\n<b64:70>\n-----END OPENSSH PRIVATE KEY-----",),
    "PGP private key": ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n<b64:64>\n-----END PGP PRIVATE KEY BLOCK-----",),
    "private key in base64": ("tls.key: <pem>",),
    "age key": ("AGE-SECRET-KEY-1<upper:58>",),
    "kubeconfig client key": ("    client-key-data: <b64:400>",),
    "kubeconfig token": ("    token: <alnum:40>",),
    "kubeconfig password": ("    username: admin\n    password: <pw>",),
    "exec credential": ('{"kind":"ExecCredential","status":{"token":"<url:60>"}}',),
    "signed token": ("eyJhbGciOiJSUzI1NiIs<url:20>.eyJpc3MiOiJrdWJl<url:200>.<url:340>",),
    "bootstrap token": ("kubeadm join 10.0.0.1:6443 --token <lower:6>.<lower:16>", "token: <lower:6>.<lower:16>"),
    "kubeadm certificate key": ("--certificate-key <hex:64>", "[upload-certs] Using certificate key:\n<hex:64>"),
    "k3s token": ("K10<hex:64>::server:<hex:32>", "K3S_TOKEN=<alnum:32>"),
    "RKE2 token": ("token: K10<hex:64>::server:<alnum:24>",),
    "Rancher token": ("token-<lower:5>:<lower:54>",),
    "OpenShift token": ("oc login --token=sha256~<url:43> --server=https://api.x.example:6443",),
    "EKS token": ("k8s-aws-v1.<url:300>",),
    "Secret data": (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: <b64:8>\n  value: <b64:20>\ntype: Opaque",
        "apiVersion: v1\ndata:\n  value: <b64:24>\nkind: Secret\nmetadata:\n  name: db",
        '{"apiVersion":"v1","data":{"value":"<b64:24>"},"kind":"Secret","metadata":{"name":"db"}}',
    ),
    "Secret stringData": ("kind: Secret\nstringData:\n  login: <alnum:12>",),
    "Docker configuration": ('{"auths":{"registry.example":{"auth":"<b64:32>"}}}',),
    "dockerconfigjson": ("  .dockerconfigjson: eyJhdXRocyI6<b64:200>",),
    "secret literal": ("kubectl create secret generic db --from-literal=pin=<alnum:12>",),
    "Talos secrets": (
        "secrets:\n  secretboxEncryptionSecret: <b64:43>=",
        "cluster:\n  secret: <b64:43>=\n  token: <lower:6>.<lower:16>",
        "    aescbcEncryptionSecret: <b64:43>=",
    ),
    "etcd encryption key": ("      keys:\n      - name: key1\n        secret: <b64:43>=",),
    "AWS access key": ("AKIA<upper:16>", "aws_access_key_id = ASIA<upper:16>"),
    "AWS secret key": (
        "aws_secret_access_key = <b64:40>",
        'AWS_SECRET_ACCESS_KEY="<b64:40>"',
        '"SecretAccessKey": "<b64:40>"',
    ),
    "AWS session token": ("AWS_SESSION_TOKEN=IQoJb3JpZ2lu<b64:300>==",),
    "S3 presigned URL": ("https://b.s3.amazonaws.com/k?X-Amz-Expires=600&X-Amz-Signature=<hex:64>",),
    "Google API key": ("AIza<url:35>",),
    "Google OAuth token": ("ya29.<url:120>",),
    "Google service account key": (
        '"private_key": "-----BEGIN PRIVATE KEY-----\\n<b64:64>\\n-----END PRIVATE KEY-----\\n",',
    ),
    "Google client secret": ("GOCSPX-<url:28>",),
    "Azure client secret": ("AZURE_CLIENT_SECRET=<alnum:3>8Q~<alnum:34>", "clientSecret: <alnum:36>"),
    "Azure account key": ("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=<b64:86>==",),
    "Azure SAS": ("https://x.blob.core.windows.net/c?sv=2022-11-02&se=2026-01-01&sp=r&sig=<alnum:42>%3D",),
    "Alibaba access key": ("LTAI5t<alnum:18>",),
    "GitHub token": ("ghp_<alnum:36>", "github_pat_<alnum:22>_<alnum:59>"),
    "GitLab token": ("glpat-<url:20>",),
    "Slack token": ("xoxb-<digits:12>-<digits:12>-<alnum:24>",),
    "Slack webhook": ("https://hooks.slack.com/services/T<upper:8>/B<upper:10>/<alnum:24>",),
    "Hugging Face token": ("hf_<alnum:34>",),
    "NVIDIA API key": ("nvapi-<url:64>", "NGC_API_KEY=<alnum:84>"),
    "OpenAI API key": ("sk-proj-<url:100>", "OPENAI_API_KEY=sk-<alnum:48>"),
    "Anthropic API key": ("sk-ant-api03-<url:95>",),
    "Docker Hub token": ("dckr_pat_<url:27>",),
    "Vault token": ("hvs.<url:95>", "VAULT_TOKEN=s.<alnum:24>"),
    "Grafana token": ("glsa_<alnum:32>_<hex:8>",),
    "npm or PyPI token": ("npm_<alnum:36>", "pypi-AgEIcHlwaS5vcmc<url:120>"),
    "Weights & Biases key": ("WANDB_API_KEY=<hex:40>",),
    "Datadog API key": ("DD_API_KEY: <hex:32>", "  apiKey: <hex:32>"),
    "token option": ("tool sync --token <alnum:32>", "cli --api-key=<alnum:24>"),
    "password option": ("helm upgrade x --set grafana.adminPassword=<pw>", "tool --password <pw> --verbose"),
    "bearer token": ("curl -H 'Authorization: Bearer <alnum:40>' https://x.example",),
    "basic authentication": ("Authorization: Basic <basic>", "curl -u admin:<pw> https://x.example"),
    "API key header": ("X-API-Key: <alnum:32>", "PRIVATE-TOKEN: <alnum:20>"),
    "cookie": ("Cookie: session=<alnum:40>; theme=dark", "Set-Cookie: sid=<alnum:32>; Path=/; HttpOnly"),
    "password in a URL": (
        "postgres://app:<pw>@db.example:5432/app",
        "redis://:<alnum:16>@cache:6379",
        "https://bot:<alnum:20>@git.example/x.git",
    ),
    "token in a URL": ("https://x.example/hook?access_token=<alnum:32>",),
    "sshpass": ("sshpass -p '<pw>' ssh root@10.0.0.1",),
    "mysql password": ("mysql -h db -u root -p<pw> app",),
    "PGPASSWORD": ("PGPASSWORD=<pw> psql -h db",),
    "redis password": ("redis-cli -h cache -a <pw> ping",),
    "password assignment": ('"password": "<pw>"', "DB_PASSWORD=<pw>", "  rootPassword: <pw>"),
    "password in an environment variable": ("- name: DB_PASSWORD\n  value: <pw>",),
    "netrc": ("machine git.example login bot password <pw>",),
    "password hash": ("root:$6$<alnum:16>$<alnum:86>:19000:0:99999:7:::", "admin:$2y$10$<alnum:53>"),
    "WireGuard key": ("PrivateKey = <b64:43>=",),
    "registry login": (
        "docker login registry.example -u bot -p <pw>",
        "echo <pw> | docker login -u bot --password-stdin",
    ),
    "MinIO keys": ("secretKey: <alnum:40>", "MINIO_ROOT_PASSWORD=<pw>"),
    "BMC password": ("ipmitool -I lanplus -H 10.0.0.9 -U admin -P <pw> power status",),
    "OIDC refresh token": ("      refresh-token: <url:80>", "client-secret: <uuid>"),
    "Swarm token": ("SWMTKN-1-<lower:50>-<lower:25>",),
}
"""Lines by kind; `<hex:8>` is a generated value."""

IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "node name": (
        "NAME              STATUS   ROLES    AGE   VERSION\n<node>   Ready    <none>   3d    v1.35.1",
        "  nodeName: <node>",
        "Node:             <node>/10.1.2.3",
    ),
    "host name": ("Hostname: <node>", "db01.<letters:8>.corp", "Linux <node> 6.8.0-45-generic #45-Ubuntu SMP"),
    "AWS host name": ("ip-10-0-<byte>-<byte>.eu-west-1.compute.internal",),
    "private IPv4": ("InternalIP: 10.<byte>.<byte>.<byte>", "http://192.168.<byte>.<byte>:9090/metrics"),
    "public IPv4": ("EXTERNAL-IP: 84.<byte>.<byte>.<byte>",),
    "IPv6": ("inet6 fd00:<hex4>:<hex4>::<hex4>/64", "2a01:4f8:<hex4>:<hex4>::2"),
    "MAC address": ("link/ether <mac> brd ff:ff:ff:ff:ff:ff",),
    "GPU UUID": ("GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-<uuid>)", "UUID=gpu-<uuid>"),
    "MIG UUID": ("  MIG 1g.10gb Device 0: (UUID: MIG-<uuid>)",),
    "serial number": ("    Serial Number                         : 16<digits:11>", "Serial: <upper:10>7"),
    "machine id": ("Machine ID:                 <hex:32>", '"machineID": "<hex:32>"'),
    "system UUID": ("  System UUID:                <uuid>", '"systemUUID": "<uuid>"'),
    "boot id": ("Boot ID: <uuid>", '"bootID": "<uuid>"'),
    "InfiniBand GUID": ("node_guid: <hex4>:<hex4>:<hex4>:<hex4>", "Node GUID: 0x<hex:16>"),
    "ARN": ("arn:aws:iam::4<digits:11>:role/eks-node",),
    "AWS account id": ('"Account": "4<digits:11>"', "4<digits:11>.dkr.ecr.eu-west-1.amazonaws.com/app:1"),
    "Google project id": ("projects/acme-ml-<digits:6>/zones/us-central1-a", "--project acme-ml-<digits:6>"),
    "Google project number": ("projectNumber: 7<digits:11>",),
    "Azure subscription id": ("/subscriptions/<uuid>/resourceGroups/rg-x", "subscriptionId: <uuid>"),
    "Azure tenant id": ("tenantId: <uuid>",),
    "Azure resource group": ("/resourceGroups/rg-<letters:8>/providers", "resourceGroup: MC_rg_<letters:6>_westeurope"),
    "AWS instance id": ("i-0<hex:16>",),
    "subnet id": ("subnet-0<hex:16>",),
    "VPC id": ("vpc-0<hex:16>", "sg-0<hex:16>"),
    "volume id": ("vol-0<hex:16>",),
    "provider id": (
        "providerID: aws:///eu-west-1a/i-0<hex:16>",
        "providerID: gce://acme-ml-<digits:6>/us-central1-a/<node>",
    ),
    "OCID": ("ocid1.instance.oc1.iad.<lower:60>",),
    "API server URL": (
        "server: https://api.<letters:8>.acme-cloud.io:6443",
        "https://<upper:32>.gr7.eu-west-1.eks.amazonaws.com",
        "Kubernetes control plane is running at https://k8s.<letters:8>.io",
    ),
    "email address": ("Contact <letters:6>.<letters:8>@acme-cloud.io",),
    "home folder (Linux)": ("/home/<letters:7>/.kube/config",),
    "home folder (macOS)": ("/Users/<letters:7>/src",),
    "home folder (Windows)": ("C:\\Users\\<letters:7>\\kube",),
    "shell prompt": ("<letters:6>@<node>:~$ kubectl get pods", "[<letters:6>@<node> ~]$ nvidia-smi"),
    "root prompt": ("root@<node>:~# nvidia-smi",),
    "phone number": ("Phone: +49 89 <digits:4>678", "+1 (415) 867-<digits:4>"),
    "user name": ("uid=1001(<letters:7>) gid=1001",),
    "cluster id": ("clusterID: <uuid>",),
    "SSH public key": ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA<b64:44> <letters:6>@laptop",),
    "disk id": ("wwn-0x<hex:16>", "nqn.2014-08.org.nvmexpress:uuid:<uuid>"),
}


def generate(template: str, source: random.Random) -> str:
    """Fill a template with generated values."""
    return _FIELD.sub(lambda found: _value(found[1], int(found[2] or 0), source) or found[0], template)


def plants(kinds: Mapping[str, tuple[str, ...]], seed: int) -> Iterator[tuple[str, str]]:
    """Yield each kind with a generated text, once for each template."""
    source = random.Random(seed)
    for kind, templates in kinds.items():
        for template in templates:
            yield kind, generate(template, source)


def _value(kind: str, length: int, source: random.Random) -> str:
    def letters(alphabet: str, number: int) -> str:
        return "".join(source.choices(alphabet, k=number))

    def mixed() -> str:
        return letters(string.ascii_uppercase, 2) + letters(string.ascii_lowercase, 5) + letters(string.digits, 2)

    match kind:
        case _ if kind in _ALPHABETS:
            return letters(_ALPHABETS[kind], length)
        case "pw":
            return mixed() + source.choice("!#+._-") + letters(_ALPHABETS["alnum"], 3)
        case "basic":
            return base64.b64encode(f"admin:{mixed()}".encode()).decode()
        case "pem":
            return base64.b64encode(
                f"-----BEGIN RSA PRIVATE KEY-----\n{letters(_ALPHABETS['b64'], 64)}\n".encode()
            ).decode()
        case "uuid":
            return str(uuid.UUID(int=source.getrandbits(128), version=4))
        case "byte":
            return str(source.randint(11, 250))
        case "hex4":
            return f"{source.randint(4096, 65535):04x}"
        case "mac":
            return ":".join(f"{source.randint(1, 254):02x}" for _ in range(5)) + ":3d"
        case "node":
            return (
                f"{source.choice(('gpu', 'dgx', 'h100'))}-{letters(string.ascii_lowercase, 4)}-{source.randint(10, 99)}"
            )
    return ""
