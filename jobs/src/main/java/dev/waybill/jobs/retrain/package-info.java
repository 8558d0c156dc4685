/** Says whether a new model is due, and why. */
@NullMarked
package dev.waybill.jobs.retrain;

import org.jspecify.annotations.NullMarked;
