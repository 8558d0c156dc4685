/** Runs a pipeline: reads what its folder declares, finds which stages are due, and runs them in order in one JVM. */
@NullMarked
package dev.waybill.pipelines.engine;

import org.jspecify.annotations.NullMarked;
