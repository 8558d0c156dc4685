/** Judges a trained model on rows that it never saw, beside naive predictions, as metrics, a page and a model card. */
@NullMarked
package dev.waybill.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
