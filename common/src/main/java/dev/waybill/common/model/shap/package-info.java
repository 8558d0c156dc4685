/**
 * Why a boosted model predicts what it predicts: exact, additive contributions of each feature, fast enough to store them
 * with every row. Plain Java on the trees of XGBoost.
 */
@NullMarked
package dev.waybill.common.model.shap;

import org.jspecify.annotations.NullMarked;
