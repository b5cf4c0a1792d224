package dev.cloister.testkit;

import dev.cloister.Backend;

final class FaultMatrixTest extends FaultMatrixContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
