import type { Dependencies } from './graph';
import type { ModuleInfo } from './modules';
import type { ParameterValues } from './parameters';
import type { OutputDeclaration, ResourceDeclaration, Template } from './template';
import type { TemplateSource } from './template-source';

/**
 * What an operation or a change set has of a template that cannot be made, such as by a transform: its text, and why.
 * @param failure the message
 */
export function withoutContent(
  source: TemplateSource,
  parameterTexts: Readonly<Record<string, string>>,
  failure: string,
): Prepared {
  return {
    failure,
    source,
    processed: source.text,
    template: { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {} },
    parameters: {},
    parameterTexts,
    conditions: {},
    resources: {},
    outputs: {},
    dependencies: new Map(),
    modules: {},
  };
}

/** A checked template that an operation can apply: modules are expanded, parameters and conditions have values. */
export interface Prepared {
  /** Why a transform cannot make the template; undefined when it can. An operation to it fails. */
  readonly failure?: string;
  /** The template as the request had it. */
  readonly source: TemplateSource;
  /** Its text with the snippets that it includes. */
  readonly processed: string;
  readonly template: Template;
  readonly parameters: ParameterValues;
  /** The parameters as the request gave them, e.g. the names of SSM parameters. */
  readonly parameterTexts: Readonly<Record<string, string>>;
  readonly conditions: Record<string, boolean>;
  /** Resources without a condition, or whose condition is true. */
  readonly resources: Record<string, ResourceDeclaration>;
  /** Outputs without a condition, or whose condition is true. */
  readonly outputs: Record<string, OutputDeclaration>;
  readonly dependencies: Dependencies;
  /** By logical id, for the resources that come from a module. */
  readonly modules: Record<string, ModuleInfo>;
}
