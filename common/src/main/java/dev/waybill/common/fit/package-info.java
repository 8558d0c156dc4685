/** Fits boosted trees to rows: what is checked before, the rows as XGBoost takes them, the fit and its watchdog. */
@NullMarked
package dev.waybill.common.fit;

import org.jspecify.annotations.NullMarked;
