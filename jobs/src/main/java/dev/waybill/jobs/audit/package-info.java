/**
 * Predictions made again from what they say of where they came from. This is no job, and so may know those whose work it does
 * again: features and score.
 */
@NullMarked
package dev.waybill.jobs.audit;

import org.jspecify.annotations.NullMarked;
