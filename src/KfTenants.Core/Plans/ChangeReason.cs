namespace KfTenants.Plans;

/// <summary>Why a change is planned: the catalogue of reasons, with the word for JSON and the phrase for people.</summary>
/// <param name="Word">Stable, camelCase; for machines.</param>
/// <param name="Phrase">For people; may change.</param>
public sealed record ChangeReason(string Word, string Phrase)
{
    public static readonly ChangeReason Unchanged = new("unchanged", "as it should be");
    public static readonly ChangeReason NewTenant = new("newTenant", "new tenant");
    public static readonly ChangeReason ContributorAdded = new("contributorAdded", "contributor added");
    public static readonly ChangeReason ContributorRemoved = new("contributorRemoved", "contributor removed");
    public static readonly ChangeReason AccessEnded = new("accessEnded", "access has ended");
    public static readonly ChangeReason RoleChanged = new("roleChanged", "role changed");
    public static readonly ChangeReason PairIncomplete = new("pairIncomplete", "the other half of the pair exists");
    public static readonly ChangeReason BindingChanged = new("bindingChanged", "binding differs");
    public static readonly ChangeReason PolicyChanged = new("policyChanged", "policy differs");
    public static readonly ChangeReason QuotaChanged = new("quotaChanged", "quota changed");
    public static readonly ChangeReason PluginsChanged = new("pluginsChanged", "plugins changed");
    public static readonly ChangeReason ProfileChanged = new("profileChanged", "profile differs");
    public static readonly ChangeReason QueueAdded = new("queueAdded", "queue added");
    public static readonly ChangeReason QueueChanged = new("queueChanged", "queue changed");
    public static readonly ChangeReason QueueRemoved = new("queueRemoved", "queue removed");
    public static readonly ChangeReason LimitRangeAdded = new("limitRangeAdded", "limit range added");
    public static readonly ChangeReason LimitRangeChanged = new("limitRangeChanged", "limit range changed");
    public static readonly ChangeReason LimitRangeRemoved = new("limitRangeRemoved", "limit range removed");
    public static readonly ChangeReason IsolationAdded = new("isolationAdded", "network isolation added");
    public static readonly ChangeReason IsolationChanged = new("isolationChanged", "network isolation changed");
    public static readonly ChangeReason IsolationRemoved = new("isolationRemoved", "network isolation removed");
    public static readonly ChangeReason RoleGiven = new("roleGiven", "role in the namespace added");
    public static readonly ChangeReason RoleTaken = new("roleTaken", "role in the namespace removed");
    public static readonly ChangeReason RoleMissing = new("roleMissing", "the role does not exist");
    public static readonly ChangeReason RoleTooWide = new("roleTooWide", "the role allows anything, and the file does not allow that");
    public static readonly ChangeReason AccountAdded = new("accountAdded", "service account added");
    public static readonly ChangeReason AccountChanged = new("accountChanged", "service account changed");
    public static readonly ChangeReason AccountRemoved = new("accountRemoved", "service account removed");
    public static readonly ChangeReason SettingsAdded = new("settingsAdded", "settings added");
    public static readonly ChangeReason SettingsChanged = new("settingsChanged", "settings changed");
    public static readonly ChangeReason SettingsRemoved = new("settingsRemoved", "settings removed");
    public static readonly ChangeReason SecretAdded = new("secretAdded", "secret added");
    public static readonly ChangeReason SecretChanged = new("secretChanged", "secret changed");
    public static readonly ChangeReason SecretRemoved = new("secretRemoved", "secret removed");
    public static readonly ChangeReason PullSecretAttached = new("pullSecretAttached", "pull secret attached");
    public static readonly ChangeReason PullSecretDetached = new("pullSecretDetached", "pull secret detached");
    public static readonly ChangeReason AccountMissing = new("accountMissing", "service account does not exist");
    public static readonly ChangeReason PodIdentity = new("podIdentity", "identities or lifetimes of pods changed");
    public static readonly ChangeReason ReaperAdded = new("reaperAdded", "reaper of pods added");
    public static readonly ChangeReason ReaperRemoved = new("reaperRemoved", "reaper of pods removed");
    public static readonly ChangeReason PodDefaultAdded = new("podDefaultAdded", "pod default added");
    public static readonly ChangeReason PodDefaultChanged = new("podDefaultChanged", "pod default changed");
    public static readonly ChangeReason PodDefaultRemoved = new("podDefaultRemoved", "pod default removed");
    public static readonly ChangeReason NamespaceMetadata = new("namespaceMetadata", "namespace labels or annotations changed");
    public static readonly ChangeReason OwnLabels = new("ownLabels", "labels of kftenants missing");
    public static readonly ChangeReason Drift = new("drift", "changed outside kftenants");
    public static readonly ChangeReason Adopted = new("adopted", "existed before; listed in the file now");
    public static readonly ChangeReason TakenBack = new("takenBack", "lost its managedFields; to take back");
    public static readonly ChangeReason Logins = new("logins", "logins changed");
    public static readonly ChangeReason LoginsRestored = new("loginsRestored", "logins were removed from Dex outside kftenants");
    public static readonly ChangeReason LoginRecord = new("loginRecord", "the record of this set's logins is gone; it is made anew");
    public static readonly ChangeReason DexOtherKey = new("dexOtherKey", "Dex reads another key");
    public static readonly ChangeReason DexVariable = new("dexVariable", "Dex does not get a variable");
    public static readonly ChangeReason LoginSecret = new("loginSecret", "password hashes changed");
    public static readonly ChangeReason DexRestart = new("dexRestart", "Dex must restart to read its configuration");
    public static readonly ChangeReason NamespaceTaken = new("namespaceTaken", "namespace has a different owner");
    public static readonly ChangeReason FieldOwned = new("fieldOwned", "another field manager owns a field");
    public static readonly ChangeReason OtherSet = new("otherSet", "managed by another set");
    public static readonly ChangeReason Terminating = new("terminating", "is being deleted");
    public static readonly ChangeReason DexEnvironment = new("dexEnvironment", "Dex does not read the Secret");
    public static readonly ChangeReason DexRestartWithOutage =
        new("dexRestartWithOutage", "Dex must restart to read its configuration; sign-in is unavailable until it runs again");
    public static readonly ChangeReason DexUnconfirmed = new("dexUnconfirmed", "a restart of Dex is not confirmed; apply waits for it, or rolls it back");
    public static readonly ChangeReason DexPasswordsOff = new("dexPasswordsOff", "Dex does not ask for passwords");
    public static readonly ChangeReason NotAdopted = new("notAdopted", "exists and is not managed");
    public static readonly ChangeReason TenantOmitted = new("tenantOmitted", "tenant not in the file");
    public static readonly ChangeReason OwnerTransfer = new("handOver", "owner transfer");
    public static readonly ChangeReason Suspended = new("suspended", "tenant is suspended");
    public static readonly ChangeReason Activated = new("activated", "tenant is active again");
    public static readonly ChangeReason AccessRemains = new("accessRemains", "access that the file revokes remains");
    public static readonly ChangeReason TenantDeleted = new("tenantDeleted", "tenant is absent in the file; DELETES the namespace and all its data");
    public static readonly ChangeReason TenantReleased =
        new("tenantReleased", "tenant is absent in the file; its namespace was not made for it and STAYS with all data");
    public static readonly ChangeReason NamespaceClaimed = new("namespaceClaimed", "namespace was there before the tenant; becomes its own");
    public static readonly ChangeReason QuotaScopes = new("quotaScopes", "Kubernetes does not change the scopes of a quota");
    public static readonly ChangeReason NotManaged = new("notManaged", "not managed by this set");

    public static readonly ChangeReason PendingAltered = new("pendingAltered", "was to be created before; with other fields now");
    public static readonly ChangeReason OnlyInFirst = new("onlyInFirst", "only in the first");
    public static readonly ChangeReason OnlyInSecond = new("onlyInSecond", "only in the second");
    public static readonly ChangeReason Different = new("different", "differs");

    public static readonly ChangeReason Unreadable = new("unreadable", "object cannot be read safely");

    /// <summary>Every reason, for the documentation and the plan's schema.</summary>
    public static readonly IReadOnlyList<ChangeReason> All =
    [
        Unchanged, NewTenant, ContributorAdded, ContributorRemoved, AccessEnded, RoleChanged, PairIncomplete, BindingChanged, PolicyChanged,
        QuotaChanged, PluginsChanged, ProfileChanged, LimitRangeAdded, LimitRangeChanged, LimitRangeRemoved, QueueAdded, QueueChanged, QueueRemoved,
        IsolationAdded, IsolationChanged, IsolationRemoved, PodIdentity, ReaperAdded, ReaperRemoved, NamespaceMetadata,
        SettingsAdded, SettingsChanged, SettingsRemoved, SecretAdded, SecretChanged, SecretRemoved, PullSecretAttached, PullSecretDetached, AccountMissing,
        RoleGiven, RoleTaken, RoleMissing, RoleTooWide, AccountAdded, AccountChanged, AccountRemoved,
        PodDefaultAdded, PodDefaultChanged, PodDefaultRemoved,
        OwnLabels, Drift, Adopted, TakenBack, Logins, LoginsRestored, LoginRecord, DexOtherKey, DexVariable, LoginSecret, DexRestart, NamespaceTaken, FieldOwned, OtherSet,
        Terminating, DexEnvironment, DexRestartWithOutage, DexUnconfirmed, DexPasswordsOff, NotAdopted, TenantOmitted,
        OwnerTransfer, Suspended, Activated, AccessRemains, TenantDeleted, TenantReleased, NamespaceClaimed, QuotaScopes, NotManaged, Unreadable,
        PendingAltered, OnlyInFirst, OnlyInSecond, Different,
    ];

    /// <summary>The quota or the limit range changes: what a tier says.</summary>
    public bool IsAboutLimits => this == QuotaChanged || this == LimitRangeAdded || this == LimitRangeChanged;

    /// <summary>For people; a word that this version does not know speaks for itself.</summary>
    public static string PhraseOf(string word) => All.FirstOrDefault(r => r.Word == word)?.Phrase ?? word;

    public override string ToString() => Phrase;
}
