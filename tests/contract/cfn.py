"""The CloudFormation CLI, which takes the local AWS at AWS_ENDPOINT_URL for AWS. The arguments are those of `cfn`.

The CLI asks STS for the account and for the credentials that it gives to the handlers. It does so at AWS's own address,
whatever AWS_ENDPOINT_URL says, so this process changes that address. The local AWS takes any credentials.
"""

import os
import sys
from unittest.mock import patch

from rpdk.core.cli import main

if __name__ == "__main__":
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        sys.exit("Set AWS_ENDPOINT_URL to the address of the local AWS: npm run contract-tests -- --serve prints it.")
    os.environ.update(AWS_ACCESS_KEY_ID="AKIDBYHAND", AWS_SECRET_ACCESS_KEY="secret")
    os.environ.pop("AWS_SESSION_TOKEN", None)
    with patch("rpdk.core.boto_helpers.get_service_endpoint", return_value=endpoint):
        main()
