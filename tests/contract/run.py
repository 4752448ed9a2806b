"""Runs `cfn test` for the resource type in the working directory, without AWS.

Usage: run.py ENDPOINT EXPORTS

The contract tests invoke the type's function at ENDPOINT, on the loopback address. They ask STS for the account: moto
answers that call within this process. They ask CloudFormation for the exports that the inputs name, e.g.
"{{contract-test:ClusterName}}": EXPORTS, a JSON object of export names and values, replaces that call. The CLI writes its
whole log to rpdk.log; this process shows only the warnings.
"""

import json
import sys
from unittest.mock import patch

from moto import mock_aws
from rpdk.core.cli import main

if __name__ == "__main__":
    endpoint, exports = sys.argv[1], json.loads(sys.argv[2])
    with mock_aws(), patch("rpdk.core.test.get_cloudformation_exports", return_value=exports):
        main(["test", "--endpoint", endpoint, "--", "--log-cli-level=WARNING"])
