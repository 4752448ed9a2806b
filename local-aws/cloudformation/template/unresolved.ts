/**
 * What CloudFormation puts in place of a value that only the execution of a change set will know, in the parameters of a nested
 * stack. The form is observed: `{{IntrinsicFunction:shop/Network.Outputs.Vpc/Fn::GetAtt}}`.
 * @param name what the function refers to
 */
export function unresolved(stackName: string, name: string, functionName: string): string {
  return `{{IntrinsicFunction:${stackName}/${name}/${functionName}}}`;
}

export function isUnresolved(text: string): boolean {
  return text.includes('{{IntrinsicFunction:');
}
