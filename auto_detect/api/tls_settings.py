"""TLS settings of one connection, as strict as kubectl's."""

import ssl

from urllib3.connection import HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context, resolve_cert_reqs


def tls_settings(connection: HTTPSConnection) -> ssl.SSLContext:
    """Return new settings for a connection.

    From Python 3.13 on, urllib3's default also rejects authorities without a key usage or a key identifier, as older
    clusters of EKS and MicroK8s have. Connections must not share settings: urllib3 loads the certificates into them
    for each connection, and OpenSSL crashes if another thread uses them meanwhile.
    """
    context = create_urllib3_context(cert_reqs=resolve_cert_reqs(connection.cert_reqs))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if not connection.ca_certs:
        context.load_default_certs()
    return context
