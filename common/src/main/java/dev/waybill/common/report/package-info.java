/** Self-contained HTML pages and plots. */
@NullMarked
package dev.waybill.common.report;

import org.jspecify.annotations.NullMarked;
