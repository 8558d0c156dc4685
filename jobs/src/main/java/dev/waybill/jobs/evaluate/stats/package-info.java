/** How sure a figure is: bootstraps, clusters, shrinkage. Nothing of Spark. */
@NullMarked
package dev.waybill.jobs.evaluate.stats;

import org.jspecify.annotations.NullMarked;
