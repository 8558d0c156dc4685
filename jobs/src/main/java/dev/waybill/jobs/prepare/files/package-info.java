/** Looks into source files before a row of them is read: headers, types, and why one cannot be read. */
@NullMarked
package dev.waybill.jobs.prepare.files;

import org.jspecify.annotations.NullMarked;
