package dev.cloister.internal.member;

/** What the hub tells a process. Never waits. */
public interface HubEvents {
    /** A wait ends. {@code code} says why; the object and word are those of the wait. */
    void woken(long waiter, int code, long id, long word);

    /** The object is no more. */
    void destroyed(long id, String reason);

    /** A file that objects lay in is not used any more. */
    void unused(String file);

    /** The stack of the thread with this number, as text. */
    String stackOf(long thread);

    /** The hub is gone: this process is about to end, or should. */
    void lost(String reason);

    /** Somebody called wake. */
    int WOKEN = 0;
    /** The word has changed, or had when the wait began. */
    int CHANGED = 1;
    /** The wait would never end: it closes a circle. */
    int DEADLOCK = 2;
    /** The process that was waited for died; what that means is the kind's business. */
    int DIED = 3;
    /** What was waited for will not come; why is the kind's business. */
    int BROKEN = 4;
    /** What was waited for begins anew, without those that waited. */
    int RESET = 5;
}
