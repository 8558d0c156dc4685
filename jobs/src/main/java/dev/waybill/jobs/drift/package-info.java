/** Compares the rows of each scored day with those that the model was trained on, as a table and as a page. */
@NullMarked
package dev.waybill.jobs.drift;

import org.jspecify.annotations.NullMarked;
