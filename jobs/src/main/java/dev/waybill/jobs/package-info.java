/** One package per job, and the list of them. */
@NullMarked
package dev.waybill.jobs;

import org.jspecify.annotations.NullMarked;
