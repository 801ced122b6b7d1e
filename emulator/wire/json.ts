/** JSON values, for bodies that are put together field by field. */
export type JsonValue = string | number | boolean | null | JsonObject | JsonValue[];

/** A JSON object; fields that are undefined are left out when it is written. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}
