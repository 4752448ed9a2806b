"""Starts the local AWS for a test, and advances its clock."""

import json
import os
import pathlib
import subprocess
import urllib.request

import boto3
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parents[2]


class LocalAws:
    """The local AWS in a process of its own, with its answers recorded into a folder."""

    def __init__(self, record):
        environment = {**_environment(), "LOCAL_AWS_RECORD": record}
        self._process = subprocess.Popen(
            [str(ROOT / "node_modules" / ".bin" / "tsx"), str(ROOT / "local-aws" / "cli" / "main.ts"), "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.endpoint = self._process.stdout.readline().strip()
        if not self.endpoint.startswith("http"):
            self.close()
            raise RuntimeError("the local AWS did not start")

    def close(self):
        self._process.terminate()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="AKIDBOTO3",
            aws_secret_access_key="secret",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def advance(self, seconds):
        request = urllib.request.Request(
            f"{self.endpoint}/_clock", data=json.dumps({"advanceSeconds": seconds}).encode(), method="POST"
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def advance_until(self, condition, limit_seconds=7200, step_seconds=5):
        """Advances the time in steps until the condition holds. Fails when it does not hold within the limit."""
        for _ in range(0, limit_seconds, step_seconds):
            if condition():
                return
            self.advance(step_seconds)
        raise AssertionError(f"not within {limit_seconds} seconds")

    def get(self, host, port):
        """The status and body that a load balancer answers with."""
        request = urllib.request.Request(self.endpoint, headers={"Host": f"{host}:{port}"})
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()


def _environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
