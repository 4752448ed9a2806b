"""Compares answers of the local AWS with AWS's own service models, which botocore ships."""

import io
import json
from xml.etree import ElementTree

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser

#: botocore's names of services, by the prefix of their IAM actions, where the two differ.
BOTOCORE_NAMES = {"cloudcontrolapi": "cloudcontrol", "elasticloadbalancing": "elbv2", "states": "stepfunctions"}

#: Errors that any operation may answer with. Models do not list them.
#: Source: the "Common Errors" page of each API reference.
COMMON_ERRORS = {
    "AccessDenied",
    "AccessDeniedException",
    "InternalFailure",
    "InvalidAction",
    "SerializationException",
    "Throttling",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationError",
    "ValidationException",
}

#: Errors of S3, whose model declares few. Source: Amazon S3 API Reference, "Error responses".
S3_ERRORS = {
    "404",
    "BadDigest",
    "BucketAlreadyOwnedByYou",
    "BucketNotEmpty",
    "EntityTooLarge",
    "IllegalLocationConstraintException",
    "IncompleteBody",
    "InvalidArgument",
    "InvalidBucketName",
    "InvalidPart",
    "InvalidPartOrder",
    "InvalidRange",
    "MalformedXML",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchCORSConfiguration",
    "NoSuchKey",
    "NoSuchLifecycleConfiguration",
    "NoSuchTagSet",
    "NoSuchUpload",
    "NoSuchVersion",
    "NoSuchWebsiteConfiguration",
    "NotImplemented",
    "PreconditionFailed",
}

#: Values that AWS answers with although its model does not list them. The events of a stack itself have the stack's
#: status, as the events of recorded stack updates show.
UNLISTED_VALUES = {
    "ResourceStatus": {
        "REVIEW_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    }
}

#: Errors that an operation does not declare and that a test lets it answer with, because AWS may: a reading of
#: services/codedeploy/readings.ts.
UNDECLARED_ERRORS = {"ListTagsForResource": {"DeploymentGroupDoesNotExistException"}}

_loader = Loader()
_models = {}


def service_model(service):
    name = BOTOCORE_NAMES.get(service, service)
    if name not in _models:
        _models[name] = ServiceModel(_loader.load_service_model(name, "service-2"), name)
    return _models[name]


def problems(answer):
    """Returns the differences between a recorded answer and AWS's model, as sentences. Empty when there are none."""
    model = service_model(answer["service"])
    if answer["operation"] not in model.operation_names:
        return [] if answer["status"] >= 400 else ["the model has no such operation"]
    operation = model.operation_model(answer["operation"])
    response = {
        "status_code": answer["status"],
        "headers": {name.lower(): value for name, value in answer["headers"].items()},
        "body": answer["body"],
    }
    if answer["status"] < 300 and answer.get("injected", False):
        return []  # A test may register a service that answers what AWS does not.
    if answer["status"] < 300:
        found = list(_output_problems(answer, operation)) if operation.output_shape else []
        return found or _parser_problems(answer, response, operation)
    parsed = create_parser(answer["protocol"]).parse(response, operation.output_shape)
    return list(_error_problems(operation, parsed, answer.get("injected", False)))


def _parser_problems(answer, response, operation):
    """Returns the error of botocore's own parser, if any."""
    if operation.has_streaming_output:
        # botocore's clients give their parser the stream of such a body, which may be anything, and not its bytes.
        response = {**response, "body": io.BytesIO(response["body"])}
    try:
        create_parser(answer["protocol"]).parse(response, operation.output_shape)
    except Exception as error:  # noqa: BLE001 - a user of boto3 would get any of them
        return [f"botocore cannot read it: {error}"]
    return []


def _error_problems(operation, parsed, injected):
    code = parsed["Error"]["Code"]
    declared = {shape.error_code for shape in operation.error_shapes} | {
        shape.name for shape in operation.error_shapes
    }
    known = declared | COMMON_ERRORS | S3_ERRORS | UNDECLARED_ERRORS.get(operation.name, set())
    if not injected and code not in known:
        yield f"the operation does not declare the error {code}"
    if not parsed["Error"].get("Message"):
        yield f"the error {code} has no message"


def _output_problems(answer, operation):
    shape = operation.output_shape
    protocol = answer["protocol"]
    if protocol == "rest-xml":
        # Members in headers were read by botocore's parser; an answer without an element has no body.
        if shape.serialization.get("payload") is None and answer["body"] and len(shape.members) > 0:
            root = _without_namespaces(ElementTree.fromstring(answer["body"]))
            # This answer is one element with a text, which botocore reads by code of its own.
            if operation.name != "GetBucketLocation":
                yield from _xml(root, shape, operation.name)
    elif protocol == "query":
        root = _without_namespaces(ElementTree.fromstring(answer["body"]))
        result = root.find(f"{operation.name}Result")
        if result is None:
            yield f"the answer has no {operation.name}Result"
        else:
            yield from _xml(result, shape, operation.name)
    elif protocol == "smithy-rpc-v2-cbor":
        parser = create_parser(protocol)
        value = parser.parse_data_item(io.BufferedReader(io.BytesIO(answer["body"])))
        yield from _value(value, shape, operation.name)
    else:
        members = {
            name: member
            for name, member in shape.members.items()
            if member.serialization.get("location") is None and name != shape.serialization.get("payload")
        }
        if shape.serialization.get("payload") is None and answer["status"] != 204:
            value = json.loads(answer["body"] or b"{}")
            yield from _structure(value, shape, members, operation.name)


def _value(value, shape, path):
    """Compares a value of JSON or CBOR with a shape."""
    if value is None:
        return
    kind = shape.type_name
    if kind == "structure":
        if isinstance(value, dict):
            yield from _structure(value, shape, shape.members, path)
        else:
            yield f"{path} is not a structure: {value!r}"
    elif kind == "list":
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _value(item, shape.member, f"{path}[{index}]")
        else:
            yield f"{path} is not a list: {value!r}"
    elif kind == "map":
        if isinstance(value, dict):
            for key, item in value.items():
                yield from _value(item, shape.value, f"{path}.{key}")
        else:
            yield f"{path} is not a map: {value!r}"
    else:
        yield from _scalar(value, shape, path)


def _structure(value, shape, members, path):
    names = {member.serialization.get("name", name): member for name, member in members.items()}
    for name, item in value.items():
        if name in names:
            yield from _value(item, names[name], f"{path}.{name}")
        else:
            yield f"{path} has no member {name}"
    for name in shape.required_members:
        if name in members and members[name].serialization.get("name", name) not in value:
            yield f"{path} lacks its required member {name}"


_TYPES = {
    "string": str,
    "character": str,
    "blob": (str, bytes),
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
}


def _scalar(value, shape, path):
    kind = shape.type_name
    if kind == "timestamp":
        # A timestamp is a datetime in CBOR (tag 1), a number of epoch seconds in JSON.
        if isinstance(value, (str, bool)):
            yield f"{path} is not a timestamp: {value!r}"
        return
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{path} is not of type {kind}: {value!r}"
    elif kind == "string" and not _is_value_of(value, shape):
        yield f"{path} is none of its values: {value!r}"


def _is_value_of(value, shape):
    return not shape.enum or value in shape.enum or value in UNLISTED_VALUES.get(shape.name, ())


def _without_namespaces(element):
    for each in element.iter():
        each.tag = each.tag.split("}")[-1]
    return element


def _xml(element, shape, path):
    """Compares an XML element with a shape."""
    kind = shape.type_name
    if kind == "structure":
        names = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for child in element:
            member = names.get(child.tag)
            if member is not None and member.serialization.get("flattened"):
                yield from _xml(child, member.member, f"{path}.{child.tag}")
            elif member is not None:
                yield from _xml(child, member, f"{path}.{child.tag}")
            else:
                yield f"{path} has no member {child.tag}"
        present = {child.tag for child in element}
        for name in shape.required_members:
            if shape.members[name].serialization.get("name", name) not in present:
                yield f"{path} lacks its required member {name}"
    elif kind == "list":
        item = shape.member.serialization.get("name", "member")
        for index, child in enumerate(element):
            if child.tag == item:
                yield from _xml(child, shape.member, f"{path}[{index}]")
            else:
                yield f"{path} has an item <{child.tag}>, not <{item}>"
    elif kind == "map":
        for entry in element:
            key = entry.find(shape.key.serialization.get("name", "key"))
            value = entry.find(shape.value.serialization.get("name", "value"))
            if key is None or value is None:
                yield f"{path} has an entry without key or value"
            else:
                yield from _xml(value, shape.value, f"{path}.{key.text}")
    else:
        yield from _xml_scalar(element.text or "", shape, path)


def _xml_scalar(text, shape, path):
    kind = shape.type_name
    if kind == "boolean" and text not in ("true", "false"):
        yield f"{path} is not a boolean: {text!r}"
    if kind in ("integer", "long", "float", "double"):
        try:
            (int if kind in ("integer", "long") else float)(text)
        except ValueError:
            yield f"{path} is not of type {kind}: {text!r}"
    if kind == "timestamp" and "T" not in text:
        yield f"{path} is not a timestamp: {text!r}"
    if kind == "string" and not _is_value_of(text, shape):
        yield f"{path} is none of its values: {text!r}"
