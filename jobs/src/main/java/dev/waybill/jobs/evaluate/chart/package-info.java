/** Charts as PNG images, for the evaluation page and for DVC. */
@NullMarked
package dev.waybill.jobs.evaluate.chart;

import org.jspecify.annotations.NullMarked;
