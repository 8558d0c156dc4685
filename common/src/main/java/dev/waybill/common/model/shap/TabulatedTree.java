package dev.waybill.common.model.shap;

import java.util.List;

/** A tree that is explained by tables. */
record TabulatedTree(TreeCells cells, List<SubtreeTables> tables) {}
