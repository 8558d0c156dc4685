/** Statistics of how certain a measured figure is: bootstraps, shrinkage; plain Java, without Spark. */
@NullMarked
package dev.waybill.jobs.evaluate.stats;

import org.jspecify.annotations.NullMarked;
