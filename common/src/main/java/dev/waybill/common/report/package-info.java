/** Self-contained HTML pages, Markdown, and how figures are written for people. */
@NullMarked
package dev.waybill.common.report;

import org.jspecify.annotations.NullMarked;
