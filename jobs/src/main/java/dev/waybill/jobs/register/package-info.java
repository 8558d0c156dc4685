/** Puts a trained model into the registry as its next version, with its metrics and where it came from. */
@NullMarked
package dev.waybill.jobs.register;

import org.jspecify.annotations.NullMarked;
