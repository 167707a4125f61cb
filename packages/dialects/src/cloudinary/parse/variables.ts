/** Variables: `$name_<value>`. */
import { insert } from "./bag.ts";
import { evaluate } from "./expression.ts";
import type { Scope } from "./scope.ts";
import { wrongExpression } from "./value.ts";

/** Sets a variable: to a text (`!red!`), a list (`!a:b!`), or what an expression comes to. */
export function assign(name: string, value: string, scope: Scope): void {
  const quoted = /^(?:ref:)?!([^!]*)!$/s.exec(value)?.[1];
  if (quoted !== undefined) {
    scope.variables.set(name, { kind: "text", text: insert(quoted, scope) });
    return;
  }
  if (value.length > 500) throw wrongExpression(value, "it is longer than 500 characters");
  scope.variables.set(name, evaluate(value, scope));
}
