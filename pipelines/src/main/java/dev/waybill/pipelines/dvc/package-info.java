/**
 * DVC's files as DVC 3 reads and writes them: dvc.yaml, dvc.lock, the hashes of files and folders, the values of params.
 * Knows nothing of jobs or of Spark.
 */
@NullMarked
package dev.waybill.pipelines.dvc;

import org.jspecify.annotations.NullMarked;
