/** Tests that need several modules: end to end, with the real DVC and MLflow, killed runs, and the arrows of the house. */
@org.jspecify.annotations.NullMarked
package dev.waybill.tests;
