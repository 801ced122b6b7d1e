/** Directories of a hierarchical namespace, as the blob service shows them. */

/**
 * True when a listed blob is a directory: empty, with metadata `hdi_isfolder=true`, whatever the case of the name
 * (MicrosoftDocs/azure-docs issue 57754). A blob with content is one, whatever its metadata say.
 */
export function isFolderMarker(
  size: number,
  metadata: Readonly<Record<string, string>> | undefined,
): boolean {
  return (
    size === 0 &&
    Object.entries(metadata ?? {}).some(
      ([name, value]) => name.toLowerCase() === 'hdi_isfolder' && value.trim().toLowerCase() === 'true',
    )
  );
}
