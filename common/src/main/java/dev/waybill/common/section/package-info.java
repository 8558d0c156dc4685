/** The sections of params.yaml that several jobs read, as records that refuse what makes no sense. */
@NullMarked
package dev.waybill.common.section;

import org.jspecify.annotations.NullMarked;
