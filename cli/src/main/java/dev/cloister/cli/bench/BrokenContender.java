package dev.cloister.cli.bench;

/** A mode whose pool could not be opened: its row says why, and the other modes run. */
record BrokenContender(Mode kind, String mode, String reason) implements Contender {
    @Override
    public String runtime() {
        return JvmContender.RUNTIME;
    }

    @Override
    public boolean optional() {
        return false;
    }

    @Override
    public void prepare() throws ContenderException {
        throw new ContenderException(reason);
    }

    @Override
    public Run run() throws ContenderException {
        throw new ContenderException(reason);
    }

    @Override
    public void close() {}
}
