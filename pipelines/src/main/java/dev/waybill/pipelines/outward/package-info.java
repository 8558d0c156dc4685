/** Hands something to a server that may be down, without ever making that the run's own trouble. */
@NullMarked
package dev.waybill.pipelines.outward;

import org.jspecify.annotations.NullMarked;
