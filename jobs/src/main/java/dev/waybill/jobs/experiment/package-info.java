/**
 * What an experiment found. This is no job: whoever shows it and the promotion that it is evidence for read it from the
 * tables.
 */
@NullMarked
package dev.waybill.jobs.experiment;

import org.jspecify.annotations.NullMarked;
