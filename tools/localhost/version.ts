/** The version the banner and `/admin/host/status` tell. */
export const hostVersion = '0.1.0';
