/** Experiment tracking and the model registry: the only place that touches MLflow or its database. */
@NullMarked
package dev.waybill.common.track;

import org.jspecify.annotations.NullMarked;
