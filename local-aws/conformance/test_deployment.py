"""boto3 creates a group, deploys, and stops a deployment with rollback, as it would on AWS."""

import json
import pathlib
import tempfile
import unittest

from local_aws import LocalAws
from models import problems
from test_recorded_answers import recorded_answers

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "codedeploy.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


class Deployment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.record = folder.name
        self.aws = LocalAws(self.record)
        self.addCleanup(self.aws.close)
        self.codedeploy = self.aws.client("codedeploy")
        self.ecs = self.aws.client("ecs")
        self.elb = self.aws.client("elbv2")
        self.set_up_service()

    def set_up_service(self):
        balancer = self.elb.create_load_balancer(Name="web", Subnets=["subnet-1", "subnet-2"])["LoadBalancers"][0]
        self.dns_name = balancer["DNSName"]
        self.target_groups = [
            self.elb.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId="vpc-1", TargetType="ip")[
                "TargetGroups"
            ][0]["TargetGroupArn"]
            for name in ("blue", "green")
        ]
        self.listeners = [
            self.elb.create_listener(
                LoadBalancerArn=balancer["LoadBalancerArn"],
                Protocol="HTTP",
                Port=port,
                DefaultActions=[{"Type": "forward", "TargetGroupArn": self.target_groups[0]}],
            )["Listeners"][0]["ListenerArn"]
            for port in (80, 8080)
        ]
        self.ecs.create_cluster(clusterName="cluster")
        self.task_definitions = [
            self.ecs.register_task_definition(
                family="web",
                networkMode="awsvpc",
                requiresCompatibilities=["FARGATE"],
                cpu="256",
                memory="512",
                containerDefinitions=[
                    {
                        "name": "app",
                        "image": "public.ecr.aws/nginx/nginx:1",
                        "portMappings": [{"containerPort": 80}],
                        "environment": [{"name": "RESPONSE", "value": f"version {version}"}],
                    }
                ],
            )["taskDefinition"]["taskDefinitionArn"]
            for version in (1, 2)
        ]
        self.ecs.create_service(
            cluster="cluster",
            serviceName="web",
            taskDefinition="web:1",
            desiredCount=1,
            launchType="FARGATE",
            deploymentController={"type": "CODE_DEPLOY"},
            loadBalancers=[
                {"targetGroupArn": self.target_groups[0], "containerName": "app", "containerPort": 80}
            ],
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}},
        )
        self.aws.advance(300)
        iam = self.aws.client("iam")
        self.role = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        iam.attach_role_policy(RoleName="deploy", PolicyArn="arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS")

    def create_group(self):
        self.codedeploy.create_application(applicationName="shop", computePlatform="ECS")
        return self.codedeploy.create_deployment_group(
            applicationName="shop",
            deploymentGroupName="web",
            serviceRoleArn=self.role,
            deploymentConfigName="CodeDeployDefault.ECSCanary10Percent5Minutes",
            deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
            blueGreenDeploymentConfiguration={
                "deploymentReadyOption": {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
                "terminateBlueInstancesOnDeploymentSuccess": {
                    "action": "TERMINATE",
                    "terminationWaitTimeInMinutes": 5,
                },
            },
            autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
            loadBalancerInfo={
                "targetGroupPairInfoList": [
                    {
                        "targetGroups": [{"name": "blue"}, {"name": "green"}],
                        "prodTrafficRoute": {"listenerArns": self.listeners[:1]},
                        "testTrafficRoute": {"listenerArns": self.listeners[1:]},
                    }
                ]
            },
            ecsServices=[{"clusterName": "cluster", "serviceName": "web"}],
        )

    def deploy(self, task_definition):
        properties = {
            "TaskDefinition": task_definition,
            "LoadBalancerInfo": {"ContainerName": "app", "ContainerPort": 80},
        }
        resource = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
        content = json.dumps({"version": 0.0, "Resources": [resource]})
        return self.codedeploy.create_deployment(
            applicationName="shop",
            deploymentGroupName="web",
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}},
        )["deploymentId"]

    def info(self, deployment):
        return self.codedeploy.get_deployment(deploymentId=deployment)["deploymentInfo"]

    def advance_to(self, deployment, status):
        self.aws.advance_until(lambda: self.info(deployment)["status"] == status)

    def primary(self):
        service = self.ecs.describe_services(cluster="cluster", services=["web"])["services"][0]
        return [each["taskDefinition"] for each in service["taskSets"] if each["status"] == "PRIMARY"]

    def test_group_deployment_stop_and_rollback(self):
        self.assertEqual((200, "version 1"), self.aws.get(self.dns_name, 80))
        self.create_group()
        group = self.codedeploy.get_deployment_group(applicationName="shop", deploymentGroupName="web")
        self.assertEqual("ECS", group["deploymentGroupInfo"]["computePlatform"])

        first = self.deploy(self.task_definitions[1])
        with self.assertRaises(self.codedeploy.exceptions.DeploymentLimitExceededException):
            self.deploy(self.task_definitions[1])
        self.advance_to(first, "Succeeded")
        self.assertEqual([self.task_definitions[1]], self.primary())
        self.assertEqual((200, "version 2"), self.aws.get(self.dns_name, 80))
        target_ids = self.codedeploy.list_deployment_targets(deploymentId=first)["targetIds"]
        target = self.codedeploy.get_deployment_target(deploymentId=first, targetId=target_ids[0])
        self.assertEqual("Succeeded", target["deploymentTarget"]["ecsTarget"]["status"])

        second = self.deploy(self.task_definitions[0])
        self.aws.advance_until(lambda: (200, "version 1") == self.aws.get(self.dns_name, 8080))
        stopped = self.codedeploy.stop_deployment(deploymentId=second, autoRollbackEnabled=True)
        self.assertIn(stopped["status"], ["Pending", "Succeeded"])
        self.advance_to(second, "Stopped")
        self.aws.advance_until(lambda: "rollbackDeploymentId" in self.info(second).get("rollbackInfo", {}))
        rollback = self.info(second)["rollbackInfo"]["rollbackDeploymentId"]
        self.advance_to(rollback, "Succeeded")
        self.assertEqual("codeDeployRollback", self.info(rollback)["creator"])
        self.assertEqual([self.task_definitions[1]], self.primary())
        self.assertEqual((200, "version 2"), self.aws.get(self.dns_name, 80))
        self.assertEqual((200, "version 2"), self.aws.get(self.dns_name, 8080))

        ids = self.codedeploy.list_deployments(applicationName="shop", deploymentGroupName="web")["deployments"]
        self.assertEqual({first, second, rollback}, set(ids))
        self.codedeploy.delete_deployment_group(applicationName="shop", deploymentGroupName="web")
        with self.assertRaises(self.codedeploy.exceptions.DeploymentGroupDoesNotExistException):
            self.codedeploy.get_deployment_group(applicationName="shop", deploymentGroupName="web")

        answers = list(recorded_answers(pathlib.Path(self.record)))
        self.assertIn("codedeploy", {answer["service"] for answer in answers})
        found = {f"{answer['operation']}: {problem}" for answer in answers for problem in problems(answer)}
        self.assertEqual(set(), found)

    def test_the_small_services(self):
        logs, cloudwatch, ssm, sns = map(self.aws.client, ("logs", "cloudwatch", "ssm", "sns"))
        logs.create_log_group(logGroupName="group")
        with self.assertRaises(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName="group")
        cloudwatch.put_metric_alarm(
            AlarmName="errors",
            MetricName="5xx",
            Namespace="app",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
        cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")
        alarm = cloudwatch.describe_alarms(AlarmNames=["errors"])["MetricAlarms"][0]
        self.assertEqual(("ALARM", 2026), (alarm["StateValue"], alarm["StateUpdatedTimestamp"].year))
        with self.assertRaises(cloudwatch.exceptions.ResourceNotFound):
            cloudwatch.set_alarm_state(AlarmName="none", StateValue="OK", StateReason="test")
        ssm.put_parameter(Name="p", Type="String", Value="1")
        self.assertEqual("1", ssm.get_parameter(Name="p")["Parameter"]["Value"])
        arn = sns.create_topic(Name="topic")["TopicArn"]
        self.assertEqual([{"TopicArn": arn}], sns.list_topics()["Topics"])
        self.assertEqual("123456789012", self.aws.client("sts").get_caller_identity()["Account"])


if __name__ == "__main__":
    unittest.main()
