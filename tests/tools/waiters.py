"""The waiters of boto3 against the local AWS. Time passes there when a waiter asks, so none waits; prints what it has done."""

import boto3
from botocore.exceptions import WaiterError

TEMPLATE = """
Parameters: { Count: { Type: Number, Default: 1 } }
Resources:
  Cluster: { Type: AWS::ECS::Cluster, Properties: { ClusterName: boto3 } }
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: boto3, ContainerDefinitions: [{ Name: web, Image: nginx }] }
  Service:
    Type: AWS::ECS::Service
    Properties: { Cluster: !Ref Cluster, ServiceName: web, TaskDefinition: !Ref Tasks, DesiredCount: !Ref Count }
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Name: boto3, Subnets: [a, b] }
"""
BAD = "Resources: { Service: { Type: AWS::ECS::Service, Properties: { TaskDefinition: absent } } }"

cloudformation = boto3.client("cloudformation")
ecs = boto3.client("ecs")
stack = {"StackName": "boto3"}


def wait(client, name, **arguments):
    client.get_waiter(name).wait(**arguments, WaiterConfig={"Delay": 1, "MaxAttempts": 3})
    print(name)


cloudformation.create_stack(**stack, TemplateBody=TEMPLATE)
wait(cloudformation, "stack_exists", **stack)
wait(cloudformation, "stack_create_complete", **stack)
wait(ecs, "services_stable", cluster="boto3", services=["web"])
wait(boto3.client("elbv2"), "load_balancer_available", Names=["boto3"])

change_set = {**stack, "ChangeSetName": "more"}
count = [{"ParameterKey": "Count", "ParameterValue": "2"}]
cloudformation.create_change_set(**change_set, UsePreviousTemplate=True, Parameters=count)
wait(cloudformation, "change_set_create_complete", **change_set)
cloudformation.execute_change_set(**change_set)
wait(cloudformation, "stack_update_complete", **stack)

cloudformation.create_stack(StackName="bad", TemplateBody=BAD)
try:
    wait(cloudformation, "stack_create_complete", StackName="bad")
except WaiterError as error:
    print(error)

stack_id = cloudformation.describe_stacks(**stack)["Stacks"][0]["StackId"]
cloudformation.delete_stack(**stack)
wait(cloudformation, "stack_delete_complete", StackName=stack_id)
wait(boto3.client("elbv2"), "load_balancers_deleted", Names=["boto3"])
