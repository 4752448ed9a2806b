import { findCfn, HOW_TO_GET_CFN } from '../../scripts/cfn';
import { contractTests } from './contract-tests';

const cfn = findCfn();
if (!cfn) throw new Error(`The contract tests cannot run: ${HOW_TO_GET_CFN}`);
void contractTests(cfn).then((exitCode) => {
  process.exitCode = exitCode;
});
