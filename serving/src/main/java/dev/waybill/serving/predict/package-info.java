/** Predictions at the request: from a row as JSON to what a model says of it. */
@NullMarked
package dev.waybill.serving.predict;

import org.jspecify.annotations.NullMarked;
