/** Who may ask: API keys and tokens, roles, tenants. */
@NullMarked
package dev.waybill.serving.access;

import org.jspecify.annotations.NullMarked;
