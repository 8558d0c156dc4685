/** Turns raw rows into clean ones; what breaks a rule goes to quarantine with its reasons. */
@NullMarked
package dev.waybill.jobs.prepare;

import org.jspecify.annotations.NullMarked;
