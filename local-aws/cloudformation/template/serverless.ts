import { execFile } from 'node:child_process';
import type { AccountContext } from '../../core/account-context';
import { TransformFailed, validationError } from '../values/errors';
import { isMap, type Value, type ValueMap } from '../values/value';

/** The transform of the AWS Serverless Application Model. */
export const SERVERLESS = 'AWS::Serverless-2016-10-31';

/** A program of Python: reads a template and its parameters as JSON, writes what AWS's own translator makes of it. */
const PROGRAM = `
import json, sys
try:
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform
except ImportError as error:
    json.dump({"missing": str(error)}, sys.stdout)
    sys.exit()

class NoNames:
    """The managed policies that a template names without their ARN. SAM asks IAM for those that it does not know."""
    def load(self):
        return {}

given = json.load(sys.stdin)
try:
    json.dump({"template": transform(given["template"], given["parameters"], NoNames())}, sys.stdout)
except InvalidDocumentException as error:
    json.dump({"invalid": " ".join([error.message, *[cause.message for cause in error.causes]])}, sys.stdout)
`;

interface Translation {
  readonly template?: ValueMap;
  /** Why the template is none of SAM's. */
  readonly invalid?: string;
  /** Why there is no translator. */
  readonly missing?: string;
}

/**
 * Makes of a template with the transform AWS::Serverless-2016-10-31 the one that CloudFormation deploys. AWS's own translator
 * does it, the Python package aws-sam-translator, which is part of the AWS SAM CLI. `LOCAL_AWS_PYTHON` names a Python that has
 * it; without it, `python3` is asked.
 * Source: AWS CloudFormation Template Reference, "AWS::Serverless transform".
 * @param template with its functions in their long form
 * @param parameters texts of the parameters; defaults count for those that are absent
 * @throws TransformFailed with the translator's sentence; ServiceError ValidationError that says what to install
 */
export async function translateServerless(
  template: ValueMap,
  parameters: Readonly<Record<string, string>>,
  { region }: Pick<AccountContext, 'region'>,
): Promise<ValueMap> {
  const python = process.env.LOCAL_AWS_PYTHON ?? 'python3';
  const printed = await runPython(python, JSON.stringify({ template, parameters }), region);
  const translation = JSON.parse(printed || '{}') as Translation;
  if (translation.invalid !== undefined) throw new TransformFailed(SERVERLESS, translation.invalid);
  if (!isMap(translation.template ?? null))
    throw validationError(
      `Transform: AWS's own translator makes ${SERVERLESS}, and ${python} does not have it (${translation.missing ?? 'it printed nothing'}). ` +
        'Install the Python package aws-sam-translator, or let LOCAL_AWS_PYTHON name a Python that has it, such as that of the AWS SAM CLI.',
    );
  return withoutTransform(translation.template ?? {});
}

/** The translator gets nothing of the shell but the path, so that it finds no credentials. */
function runPython(python: string, input: string, region: string): Promise<string> {
  const env = { PATH: process.env.PATH, AWS_DEFAULT_REGION: region };
  return new Promise((resolve, reject) => {
    const child = execFile(python, ['-c', PROGRAM], { env, maxBuffer: 2 ** 26 }, (error, printed) => {
      if (error)
        reject(
          validationError(
            `Transform: ${python} could not run AWS's translator of ${SERVERLESS}: ${error.message.trim()}`,
          ),
        );
      else resolve(printed);
    });
    // Writing fails when Python did not start. The callback above reports that.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function withoutTransform({ Transform: transform, ...template }: ValueMap): ValueMap {
  const others = [transform ?? []].flat().filter((name: Value) => name !== SERVERLESS);
  return others.length === 0 ? template : { ...template, Transform: others };
}
