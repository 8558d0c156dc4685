/** Prediction intervals by conformal prediction. */
@NullMarked
package dev.waybill.common.model.interval;

import org.jspecify.annotations.NullMarked;
