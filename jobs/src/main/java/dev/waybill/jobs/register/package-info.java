/** The trained model as a version in the registry, with where it came from. */
@NullMarked
package dev.waybill.jobs.register;

import org.jspecify.annotations.NullMarked;
