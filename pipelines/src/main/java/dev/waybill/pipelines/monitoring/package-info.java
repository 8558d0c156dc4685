/** The figures of a night for Prometheus: a file for node_exporter's textfile collector, and a Pushgateway. */
@NullMarked
package dev.waybill.pipelines.monitoring;

import org.jspecify.annotations.NullMarked;
