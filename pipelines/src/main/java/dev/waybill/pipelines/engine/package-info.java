/** What a pipeline folder declares, the order that follows from it, and running it in one JVM. */
@NullMarked
package dev.waybill.pipelines.engine;

import org.jspecify.annotations.NullMarked;
