/** The time and the fee of a procedure in words; what nobody is sure of is asked at the counter. */
export function timeText({ time }, t) {
  return time ? t(`time_${time.unit}`, { days: time.days }) : t("time_ask");
}

export function feeText({ fee }, t) {
  if (!fee) return t("fee_ask");
  if (fee.vnd === 0) return t("fee_free");
  const vnd = String(fee.vnd).replace(/\B(?=(\d{3})+$)/g, ".");
  if (!fee.per) return t("fee_amount", { vnd });
  const key = `per_${fee.per}`;
  const per = t(key);
  return t("fee_per", { vnd, per: per === key ? fee.per : per });
}

export const nameIn = (one, language) => (language === "en" && one.name_en) || one.name;
