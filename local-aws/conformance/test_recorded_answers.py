"""Every answer that the local AWS gave during a test run is what AWS's own model of the operation says.

    LOCAL_AWS_RECORD=/tmp/answers npx jest
    LOCAL_AWS_RECORD=/tmp/answers python -m pytest local-aws/conformance
"""

import base64
import json
import os
import pathlib
import unittest
from collections import Counter

from models import problems


def recorded_answers(folder):
    for file in sorted(pathlib.Path(folder).glob("*.jsonl")):
        with file.open() as lines:
            for line in lines:
                answer = json.loads(line)
                yield {**answer, "body": base64.b64decode(answer["body"])}


class RecordedAnswers(unittest.TestCase):
    @unittest.skipUnless(os.environ.get("LOCAL_AWS_RECORD"), "LOCAL_AWS_RECORD names no folder of recorded answers")
    def test_every_recorded_answer_is_as_the_model_says(self):
        seen, found = Counter(), Counter()
        for answer in recorded_answers(os.environ["LOCAL_AWS_RECORD"]):
            name = f"{answer['service']}:{answer['operation']} ({answer['protocol']})"
            seen[name] += 1
            for problem in problems(answer):
                found[f"{name}: {problem}"] += 1
        self.assertTrue(seen, "nothing was recorded")
        print(f"\n{sum(seen.values())} answers of {len(seen)} operations held against botocore's models")
        self.assertEqual([], [f"{text} ({times} times)" for text, times in sorted(found.items())])


class Problems(unittest.TestCase):
    """The check itself can fail."""

    def answer(self, service, operation, protocol, body, status=200):
        return {
            "service": service,
            "operation": operation,
            "protocol": protocol,
            "status": status,
            "headers": {"content-type": "application/x-amz-json-1.1"},
            "body": body.encode(),
        }

    def test_it_names_a_member_that_the_model_does_not_know(self):
        answer = self.answer("ecs", "DescribeClusters", "json", '{"clusters":[{"name":"x"}]}')
        self.assertEqual(["DescribeClusters.clusters[0] has no member name"], problems(answer))

    def test_it_names_a_wrong_type_and_a_wrong_value(self):
        answer = self.answer("codedeploy", "GetDeployment", "json", '{"deploymentInfo":{"status":"Done"}}')
        self.assertEqual(["GetDeployment.deploymentInfo.status is none of its values: 'Done'"], problems(answer))
        answer = self.answer("codedeploy", "GetDeployment", "json", '{"deploymentInfo":{"createTime":"today"}}')
        self.assertEqual(["GetDeployment.deploymentInfo.createTime is not a timestamp: 'today'"], problems(answer))

    def test_it_reads_xml(self):
        body = (
            "<DescribeRulesResponse><DescribeRulesResult><Rules><member><IsDefault>no</IsDefault><Odd/></member>"
            "</Rules></DescribeRulesResult></DescribeRulesResponse>"
        )
        answer = self.answer("elasticloadbalancing", "DescribeRules", "query", body)
        self.assertEqual(
            [
                "DescribeRules.Rules[0].IsDefault is not a boolean: 'no'",
                "DescribeRules.Rules[0] has no member Odd",
            ],
            problems(answer),
        )

    def test_it_names_an_error_that_the_operation_does_not_declare(self):
        body = '{"__type":"DeploymentDoesNotExistException","message":"no"}'
        answer = self.answer("codedeploy", "CreateApplication", "json", body, status=400)
        self.assertEqual(
            ["the operation does not declare the error DeploymentDoesNotExistException"], problems(answer)
        )


if __name__ == "__main__":
    unittest.main()
