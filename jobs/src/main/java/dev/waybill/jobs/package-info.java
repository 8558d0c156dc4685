/** The jobs that pipelines are made of, one package each, and the list of them. */
@NullMarked
package dev.waybill.jobs;

import org.jspecify.annotations.NullMarked;
