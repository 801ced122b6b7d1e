const LEADING_CODE = /^([A-Za-z_]\w*|\d{1,5}): /;

/** The code that a service's sentence begins with; undefined when it begins with none. @example leadingCode('2009: no checksum') // '2009' */
export function leadingCode(text: string): string | undefined {
  return LEADING_CODE.exec(text)?.[1];
}
