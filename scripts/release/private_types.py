"""
Lets cfn-lint check resources of the types whose schemas are in this folder:

    cfn-lint --append-rules FOLDER --template template.yaml

The option --registry-schemas alone is not enough: since cfn-lint 1.43 it makes the types known, and then checks none of
their properties and attributes, because it looks for their schemas among those of AWS. Versions that find them are left
as they are.
"""

from pathlib import Path

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER, ProviderSchemaManager

_schemas_of_aws = ProviderSchemaManager.get_resource_schemas_by_regions


def _schemas_of_all(self, resource_type, regions):
    found = False
    for each in _schemas_of_aws(self, resource_type, regions):
        found = True
        yield each
    if not found and resource_type in self._registry_schemas:
        yield list(regions), self._registry_schemas[resource_type]


ProviderSchemaManager.get_resource_schemas_by_regions = _schemas_of_all
PROVIDER_SCHEMA_MANAGER.load_registry_schemas(str(Path(__file__).parent))
